using System.CommandLine;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Cli;

/// <summary><c>completion SHELL</c>: the script that lets a shell complete verbs, options and names of runs.</summary>
internal static class CompletionVerb
{
    /// <summary>What a shell asks with: <c>riverrun [suggest:POSITION] "REST OF THE LINE"</c>.</summary>
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # eval "$(riverrun completion bash)"
            _riverrun() {
              local word=${COMP_WORDS[COMP_CWORD]} line=${COMP_LINE#* }
              local position=$((COMP_POINT - (${#COMP_LINE} - ${#line})))
              local all verbs=() each
              all=$("${COMP_WORDS[0]}" "[suggest:$position]" "$line" 2>/dev/null)
              COMPREPLY=()
              while IFS= read -r each; do [[ $each != "$word"* || $each == /* ]] || COMPREPLY+=("$each"); done <<<"$all"
              for each in "${COMPREPLY[@]}"; do [[ $each == -* ]] || verbs+=("$each"); done
              [ ${#verbs[@]} -eq 0 ] || COMPREPLY=("${verbs[@]}") # Options where there is nothing else.
            }
            complete -o default -F _riverrun riverrun
            """,
        ["zsh"] = """
            # eval "$(riverrun completion zsh)"
            _riverrun() {
              local line=${BUFFER#* } found
              local position=$((CURSOR - (${#BUFFER} - ${#line})))
              found=("${(@f)$("${words[1]}" "[suggest:$position]" "$line" 2>/dev/null)}")
              compadd -- ${found:#} || _files
            }
            compdef _riverrun riverrun
            """,
        ["fish"] = """
            # riverrun completion fish | source
            function __riverrun_complete
              set -l line (string replace -r '^\S+\s' '' -- (commandline -cp))
              riverrun "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c riverrun -a '(__riverrun_complete)'
            """,
    };

    /// <summary>The command.</summary>
    public static Command Command()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);

        return new Command(
            "completion", "Prints the script with which a shell completes verbs, options and runs.") { shell }
            .Does(async (parsed, invocation, _) =>
            {
                await invocation.Out.WriteLineAsync(Script(parsed.GetRequiredValue(shell)));

                return ExitCode.Done;
            });
    }

    /// <summary>The script for the name that people call this program by.</summary>
    private static string Script(string shell) => Scripts[shell].ReplaceLineEndings("\n")
        .Replace("riverrun", ThisProgram.Name, StringComparison.Ordinal);
}
