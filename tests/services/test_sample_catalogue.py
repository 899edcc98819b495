"""This file is the place where the sample's catalogue records are shown to be whole, few and clearly made up."""

from kacdesk.services.catalogue import acknowledging, library, life_situations
from kacdesk.services.context import Context
from kacdesk.services.samples import sample_catalogue
from tests.helpers import desk


def test_no_page_of_the_catalogue_is_empty_in_the_sample(context: Context) -> None:
    sample_catalogue.make(context)
    for register in ("local_service", "service_here", "life_situation", "library_item", "acknowledgement"):
        assert 2 <= len(desk.registered(context.store, register)) <= 8, register
    titles = [row["title"] for row in desk.registered(context.store, "local_service")]
    assert all("paraugs" in title for title in titles)
    assert len(life_situations.read(context)) == 8


def test_the_sample_has_a_form_to_print_and_its_older_version(context: Context) -> None:
    sample_catalogue.make(context)
    (form,) = [each for each in library.shelf(context, "iesnieguma") if each.readable]
    assert library.read_file(context, form.id).content.startswith(b"%PDF-")
    told = library.versions(context, form.id)
    assert [(each.version, each.in_force) for each in told] == [("2026/2", True), ("2025", False)]
    assert len(library.shelf(context, "iesnieguma", older=True)) == 2


def test_the_person_of_the_sample_knows_the_rules_and_a_colleague_does_not(context: Context) -> None:
    sample_catalogue.make(context)
    assert acknowledging.asked(context) == ()
    (standing,) = acknowledging.standing(context)
    assert (standing.known_by, standing.missing) == ((desk.SUPERVISOR,), (desk.CLERK,))
