"""A chart as SVG: the same bytes each time, no network, text as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.findings import Finding, Problem
from onrecord.plot import palette

if TYPE_CHECKING:
    import altair as alt

#: fonts that readers have; a chart is laid out with the first that is there
FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
SERIF = "Georgia, Liberation Serif, Times New Roman, serif"


def altair() -> Any:
    """The library that charts are made with. Raises `Problem` (W033) when it is not installed."""
    try:
        import altair
    except ImportError:
        message = "charts need Altair, which is not installed"
        raise Problem(Finding(code="W033", message=message, help="pip install 'onrecord[site]'")) from None
    return altair


def styled(chart: Any) -> Any:
    """The chart in the project's style: its fonts and colours, no frame, no grid but what the chart draws itself."""
    text = {"labelColor": palette.SOFT.light, "titleColor": palette.SOFT.light, "labelFont": FONT, "titleFont": FONT}
    return (
        chart.configure(font=FONT, background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(grid=False, domain=False, ticks=False, labelFontSize=12, titleFontSize=12,
                        titleFontWeight="normal", gridColor=palette.RULE.light, domainColor=palette.RULE.light, **text)
        .configure_title(anchor="start", font=SERIF, fontSize=20, fontWeight="bold", color=palette.INK.light,
                         subtitleFont=FONT, subtitleFontSize=13, subtitleColor=palette.SOFT.light, subtitlePadding=6,
                         offset=14)
        .configure_legend(orient="top", title=None, labelFont=FONT, labelFontSize=12, labelColor=palette.SOFT.light,
                          symbolSize=90, symbolStrokeWidth=1.5, offset=6)
    )  # fmt: skip


def svg(chart: alt.Chart) -> str:
    """A chart as SVG: the same text each time for the same chart and libraries, without anything from elsewhere.

    Parameters
    ----------
    chart
        One of those above, or any other of Altair.

    Returns
    -------
    str

    Raises
    ------
    Problem
        W033 without the libraries of `onrecord[site]`.

    Examples
    --------
    >>> import onrecord
    >>> onrecord.plot.svg(onrecord.plot.figures())[:4]
    '<svg'
    """
    try:
        import vl_convert
    except ImportError:
        message = "pictures of charts need vl-convert, which is not installed"
        raise Problem(Finding(code="W033", message=message, help="pip install 'onrecord[site]'")) from None
    return str(vl_convert.vegalite_to_svg(chart.to_json()))
