using Riverrun.Models.Recipes;
using Riverrun.Models.Tasks;
using Riverrun.Models.Training;
using Riverrun.Models.Training.Births;

namespace Riverrun.Host;

/// <summary>What a program of your own adds to Riverrun: objectives and recipes.</summary>
public sealed class Registrations
{
    internal Registrations()
    {
    }

    /// <summary>Adds an objective; a spec asks for it by <c>objective { kind = NAME, … }</c>.</summary>
    /// <typeparam name="TSettings">A record; the parameters of its constructor are the keys, in kebab-case.</typeparam>
    /// <param name="name">Its name in specs.</param>
    /// <param name="open">Makes it in its first state.</param>
    /// <exception cref="ArgumentException">The name is taken, or none.</exception>
    public Registrations Objective<TSettings>(string name, Func<ObjectiveSetup, TSettings, IObjective> open)
        where TSettings : class
    {
        ObjectiveKinds.Kinds.Add(ObjectiveKind.Of(name, open));

        return this;
    }

    /// <summary>
    /// Adds what makes weights of one shape of those of another; a stage asks for it by
    /// <c>carry { transfer { kind = NAME, … } }</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Registrations Transfer(TransferKind transfer)
    {
        Transfers.Kinds.Add(transfer);

        return this;
    }

    /// <summary>Adds a recipe, to be run by its name.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Registrations Recipe(Recipe recipe)
    {
        RecipeBook.Add(recipe);

        return this;
    }
}
