"""The review as one page of HTML to be read beside the paper; it fetches nothing. Corrections are made in the workbook or the Word form."""

from duban.documents.layout import render
from duban.documents.review import Review
from duban.documents.review_cells import dues_text, names_text, target_texts


def review_html(review: Review) -> bytes:
    """Return the review as HTML in UTF-8."""
    return render(
        "web/review.html.j2",
        review=review,
        names=names_text,
        dues=dues_text,
        targets=[(target, target_texts(target)) for target in review.plan.targets],
    ).encode()
