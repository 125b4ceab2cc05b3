using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Riverrun.Models.Specs.Records;

/// <summary>
/// What the documentation comments of a program say of its records: the file that the compiler writes beside it.
/// </summary>
internal static partial class DocComments
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Read = new();

    /// <summary>What is said of a parameter of a record; empty where nothing is.</summary>
    public static string Of(ParameterInfo parameter)
    {
        var members = Members(parameter.Member.DeclaringType!.Assembly);
        var type = NameOf(parameter.Member.DeclaringType);
        var member = members.GetValueOrDefault($"T:{type}") is { } record && Said(record, parameter) is not null
            ? record
            : members.FirstOrDefault(known => known.Key.StartsWith($"M:{type}.#ctor(", StringComparison.Ordinal)).Value;

        return member is null ? "" : Text(Said(member, parameter));
    }

    /// <summary>The summary of a method; empty where there is none.</summary>
    public static string Of(MethodInfo method) => Text(Members(method.DeclaringType!.Assembly)
        .FirstOrDefault(
            known => known.Key.StartsWith($"M:{NameOf(method.DeclaringType)}.{method.Name}(", StringComparison.Ordinal))
        .Value?.Element("summary"));

    private static XElement? Said(XElement member, ParameterInfo parameter) =>
        member.Elements("param").FirstOrDefault(said => said.Attribute("name")?.Value == parameter.Name);

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static IReadOnlyDictionary<string, XElement> Members(Assembly assembly) =>
        Read.GetOrAdd(assembly, static from =>
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{from.GetName().Name}.xml");

        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value)
            : new Dictionary<string, XElement>();
    });

    private static string Text(XElement? said)
    {
        if (said is null)
            return "";

        var text = string.Concat(said.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "paramref" } named =>
                System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(named.Attribute("name")!.Value),
            XElement { Name.LocalName: "see" } seen => seen.Attribute("cref")!.Value.Split('.')[^1],
            XElement element => element.Value,
            _ => $"{node}",
        }));

        return Spaces().Replace(System.Net.WebUtility.HtmlDecode(text), " ").Trim().TrimEnd('.');
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
