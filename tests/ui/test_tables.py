"""Tables on the screen: shares in percent, statistics as they are."""

from __future__ import annotations

import pandas as pd
from streamlit.testing.v1 import AppTest


def test_shares_are_shown_in_percent_and_q_values_are_not() -> None:
    def script() -> None:
        import pandas as pd

        from survey_loader.language import japanese
        from survey_ui import charts

        charts.table(pd.DataFrame({"割合": [0.25], "q値": [0.04], "声の数": [7]}), "表", japanese)

    shown = AppTest.from_function(script).run().dataframe[0].value
    expected = pd.DataFrame({"割合": [25.0], "q値": [0.04], "声の数": [7]})
    pd.testing.assert_frame_equal(shown.reset_index(drop=True), expected)


def test_an_error_shows_a_file_name_letter_by_letter() -> None:
    def script() -> None:
        from survey_loader.errors import UnusableFile
        from survey_loader.language import japanese
        from survey_ui import errors

        with errors.box(japanese):
            raise UnusableFile("{name} を読めません。", name="![x](http://127.0.0.1:9/x.png).csv")

    app = AppTest.from_function(script).run()
    assert [text.value for text in app.text] == ["⚠ ![x](http://127.0.0.1:9/x.png).csv を読めません。"]
    assert not app.markdown


def test_a_bug_gets_a_number_and_keeps_its_secrets() -> None:
    def script() -> None:
        from survey_loader.language import japanese
        from survey_ui import errors

        with errors.box(japanese):
            raise KeyError("password")

    said = AppTest.from_function(script).run().text[0].value
    assert "不具合" in said
    assert "password" not in said
