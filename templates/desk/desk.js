// Buttons that copy a text, and a look at the clock: what is overdue changes without a save.
(() => {
  const said = document.getElementById("said");
  // Without a secure connection a browser copies only what is selected.
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
      said.textContent = `${button.textContent}: ${button.dataset.title}`;
    });
  }
  const seconds = 60;
  setInterval(() => {
    const isBusy = document.hidden || !getSelection().isCollapsed || document.activeElement !== document.body;
    if (!isBusy) location.reload();
  }, seconds * 1000);
})();
