using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class OperationTests
{
    [Test]
    public void Names_are_unique_and_in_order() =>
        Assert.That(Operations.Names, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal).And.Unique);

    [Test]
    public void Every_operation_is_found_by_its_name_and_says_what_it_is()
    {
        foreach (Operation operation in Operations.All)
        {
            Assert.That(Operations.TryFind(operation.Name, out Operation? found), Is.True);
            Assert.That(found, Is.SameAs(operation));
            Assert.That(operation.Meaning, Does.EndWith("."));
            Assert.That(operation.ToString(), Is.EqualTo(operation.Name));
        }
    }

    [Test]
    public void The_list_holds_every_operation_that_is_defined()
    {
        IEnumerable<object?> defined = typeof(Operations).GetProperties()
            .Where(property => property.PropertyType == typeof(Operation))
            .Select(property => property.GetValue(null));
        Assert.That(defined, Is.EquivalentTo(Operations.All));
    }

    [TestCase("")]
    [TestCase("aka")]
    [TestCase("aka.vectors")]
    [TestCase("AKA.VECTOR")]
    [TestCase("aka.vector ")]
    public void Anything_else_is_not_found(string name)
    {
        Assert.That(Operations.TryFind(name, out Operation? operation), Is.False);
        Assert.That(operation, Is.Null);
    }

    [Test]
    public void What_works_on_a_message_has_a_cost_per_octet_and_nothing_else_does()
    {
        string[] families = ["aead.", "cipher.", "hash.", "mac."];
        foreach (Operation operation in Operations.All)
        {
            bool message = families.Any(family => operation.Name.StartsWith(family, StringComparison.Ordinal));
            Assert.That(operation.PerOctet, Is.EqualTo(message), operation.Name);
        }
    }

    [Test]
    public void The_algorithms_of_EPS_have_their_operations()
    {
        Assert.That(Operations.Of(CipheringAlgorithm.Eea0), Is.Null);
        Assert.That(Operations.Of(CipheringAlgorithm.Eea1), Is.SameAs(Operations.CipherSnow3G));
        Assert.That(Operations.Of(CipheringAlgorithm.Eea2), Is.SameAs(Operations.CipherAesCtr));
        Assert.That(Operations.Of(CipheringAlgorithm.Eea3), Is.SameAs(Operations.CipherZuc));
        Assert.That(Operations.Of(IntegrityAlgorithm.Eia0), Is.Null);
        Assert.That(Operations.Of(IntegrityAlgorithm.Eia1), Is.SameAs(Operations.MacSnow3G));
        Assert.That(Operations.Of(IntegrityAlgorithm.Eia2), Is.SameAs(Operations.MacAesCmac));
        Assert.That(Operations.Of(IntegrityAlgorithm.Eia3), Is.SameAs(Operations.MacZuc));
        Assert.That(
            () => Operations.Of((CipheringAlgorithm)4), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => Operations.Of((IntegrityAlgorithm)4), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase("mme.step")]
    [TestCase("x25519")]
    [TestCase("kdf.hmac-sha256")]
    public void A_role_may_define_its_own(string name) =>
        Assert.That(new Operation(name, "A step.").Name, Is.EqualTo(name));

    [TestCase("")]
    [TestCase(".step")]
    [TestCase("mme.")]
    [TestCase("mme..step")]
    [TestCase("mme.-step")]
    [TestCase("mme-.step")]
    [TestCase("Mme.step")]
    [TestCase("mme step")]
    [TestCase("mme_step")]
    public void A_name_is_lower_case_words_and_dots(string name) =>
        Assert.That(() => new Operation(name, "A step."), Throws.ArgumentException);

    [Test]
    public void A_meaning_is_needed() => Assert.That(() => new Operation("mme.step", " "), Throws.ArgumentException);
}
