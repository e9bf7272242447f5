"""A fact cites documents that were filed, by the asking agency or about a person of the family; the others look alike."""

from services.kernel.evidence import EvidenceUnknown, Filed, uncited
from tests.spec import an_id, decided

AMAL, SAMIR = an_id("amal"), an_id("samir")
OURS, THEIRS, OF_AMAL, OF_A_STRANGER = ("1" * 64, "2" * 64, "3" * 64, "4" * 64)
STORE = {
    OURS: Filed("sds", project="PROG-2784"), THEIRS: Filed("coop", project="PROG-2784"),
    OF_AMAL: Filed("coop", AMAL), OF_A_STRANGER: Filed("coop", SAMIR, "PROG-2784"),
}  # fmt: skip


def citing(*hashes):
    return decided.by(lambda: uncited(hashes, STORE, "sds", {AMAL}))


def test_what_the_agency_has_filed_may_be_cited():
    citing(OURS, OF_AMAL, OURS).then()


def test_what_nobody_has_filed_is_not_cited():
    citing(OURS, "9" * 64).refuses(EvidenceUnknown, field="evidence", sha256="9" * 64)


def test_what_another_agency_has_filed_about_nobody_of_the_family_looks_the_same():
    for other in (THEIRS, OF_A_STRANGER):
        citing(other).refuses(EvidenceUnknown, field="evidence", sha256=other)
    assert {type(rule) for rule in citing(THEIRS, OF_A_STRANGER, "9" * 64).broken} == {EvidenceUnknown}


def test_each_is_named_once_and_an_import_goes_on_with_a_mark():
    found = citing(THEIRS, THEIRS)
    assert (len(found.broken), found.impossible) == (1, None)
