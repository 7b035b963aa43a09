// Adds buttons that copy a text, and reloads every minute, since matters become overdue without a save.
(() => {
  const copied = document.getElementById("copied");
  // navigator.clipboard needs a secure connection; without it, select the text and copy the selection.
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch {
      getSelection().selectAllChildren(text);
      document.execCommand("copy");
    }
  };
  for (const button of document.querySelectorAll("article button")) {
    button.hidden = false;
    button.ariaLabel = `Copy: ${button.dataset.title}`;
    button.addEventListener("click", async () => {
      await copy(button.closest("article").querySelector("pre"));
      for (const other of document.querySelectorAll("article button")) other.textContent = "Copy";
      const marks = button.closest("article").querySelectorAll("mark").length;
      button.textContent = marks ? `Copied, ${marks} still to write` : "Copied";
      copied.textContent = `${button.textContent}: ${button.dataset.title}`;
    });
  }
  const seconds = 60;
  setInterval(() => {
    const isBusy = document.hidden || !getSelection().isCollapsed || document.activeElement !== document.body;
    if (!isBusy) location.reload();
  }, seconds * 1000);
})();
