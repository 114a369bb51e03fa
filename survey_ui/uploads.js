// From the choice of a file until Streamlit shows it on its way, the server is asked where to send it: on a bad line
// for seconds. What is pressed then would be done without the file; survey_ui/uploads.py holds the buttons back.
(() => {
  const BOX = "[data-testid=stFileUploader]";
  const SHOWN = "[data-testid=stFileChip]";
  // A line that was cut meanwhile never answers: the file is not shown, and nothing waits for it any longer.
  const LONGEST_MILLISECONDS = 15_000;

  function chosen(event) {
    const box = event.target.closest?.(BOX);
    const files = event.type === "drop" ? event.dataTransfer?.files : event.target.files;
    if (!box || !files?.length || box.querySelector(SHOWN)) return;
    box.dataset.asking = "";
    const watch = new MutationObserver(() => box.querySelector(SHOWN) && answered());
    const waited = setTimeout(answered, LONGEST_MILLISECONDS);
    watch.observe(box, { subtree: true, childList: true });

    function answered() {
      watch.disconnect();
      clearTimeout(waited);
      delete box.dataset.asking;
    }
  }

  addEventListener("change", chosen, true);
  addEventListener("drop", chosen, true);
})();
