using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using Riverrun.Actors;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Tests;

/// <summary>
/// What knows whom, told from the compiled code. A folder is a namespace, a folder in it a part of it, and what lies
/// beside the folders is the wiring.
/// </summary>
public sealed class FolderTests
{
    private static readonly Lazy<Architecture> House = new(() => new ArchLoader()
        .LoadAssemblies(typeof(RunSpec).Assembly, typeof(ActorsHosting).Assembly, typeof(RiverrunProgram).Assembly)
        .Build());

    [Theory]
    [InlineData("Models", "Plans")]
    [InlineData("Actors", "Runs")]
    [InlineData("Host", "Cli")]
    public void No_folder_is_in_a_circle(string project, string folder)
    {
        var rule = new SliceRuleCreator();
        rule.SetSliceAssignment(new SliceAssignment(
            type => Folder(project, type) is { Length: > 0 } name ? SliceIdentifier.Of(name) : SliceIdentifier.Ignore(),
            $"that are folders of {project}"));
        var folders = new GivenSlices(rule);

        Assert.Contains(folder, folders.GetObjects(House.Value).Select(slice => slice.Description));
        None(folders.Should().BeFreeOfCycles().Evaluate(House.Value)
            .Where(result => !result.Passed).Select(result => result.Description));
    }

    [Theory]
    [InlineData("Models")]
    [InlineData("Actors")]
    [InlineData("Host")]
    public void Nobody_knows_the_wiring(string project) => None(
        from type in House.Value.Types
        where Folder(project, type) is { Length: > 0 }
        from known in type.GetTypeDependencies()
        where Folder(project, known) is ""
        select $"{type.FullName} knows {known.FullName}");

    [Fact]
    public void Plans_know_no_other_folder() => None(
        from type in House.Value.Types
        where Folder("Models", type) == "Plans"
        from known in type.GetTypeDependencies()
        where Folder("Models", known) is { } folder && folder != "Plans"
        select $"{type.FullName} knows {known.FullName}");

    private static void None(IEnumerable<string> found) =>
        Assert.True(!found.Any(), string.Join(Environment.NewLine, found));

    /// <summary>
    /// The folder of a project that a type lies in; empty beside the folders, and null outside the project.
    /// </summary>
    private static string? Folder(string project, IType type) => type.Namespace?.FullName.Split('.') switch
    {
        ["Riverrun", var its] when its == project => "",
        ["Riverrun", var its, var folder, ..] when its == project => folder,
        _ => null,
    };
}
