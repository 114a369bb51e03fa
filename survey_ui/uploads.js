// From the choice of a file until Streamlit shows it on its way, the server is asked where to send it: on a bad line
// for seconds. What is pressed then would be done without the file; survey_ui/uploads.py holds the buttons back.
(() => {
  const BOX = "[data-testid=stFileUploader]";

  function chosen(event) {
    const box = event.target.closest?.(BOX);
    const files = event.type === "drop" ? event.dataTransfer?.files : event.target.files;
    if (!box || !files?.length || box.querySelector("[data-testid=stFileChip]")) return;
    box.dataset.asking = "";
    const watch = new MutationObserver(() => {
      if (!box.querySelector("[data-testid=stFileChip]")) return;
      watch.disconnect();
      delete box.dataset.asking;
    });
    watch.observe(box, { subtree: true, childList: true });
  }

  addEventListener("change", chosen, true);
  addEventListener("drop", chosen, true);
})();
