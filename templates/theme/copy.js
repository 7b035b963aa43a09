// Adds buttons that copy the URLs of feeds and calendars. Loaded when the list is opened.
(() => {
  const doc = document, words = {{ words }};
  // navigator.clipboard needs a secure connection; without it, select the text and copy the selection.
  const select = (code) => {
    getSelection().selectAllChildren(code);
    if (!doc.execCommand("copy")) throw new Error("not copied");
  };
  const copy = async (code) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      select(code);
    }
  };
  const add = (code, output) => {
    const button = doc.createElement("button"), name = code.previousElementSibling?.textContent ?? "";
    button.type = "button";
    button.textContent = words.copy;
    button.ariaLabel = `${words.copy}: ${name}`;
    button.addEventListener("click", async () => {
      output.textContent = "";
      await copy(code);
      for (const other of code.closest("details").querySelectorAll("button")) other.textContent = words.copy;
      button.textContent = words.copied;
      output.textContent = `${words.copied}: ${name}`;
    });
    code.after(button);
  };
  const equip = (details) => {
    if (!details.open || details.querySelector("[role=status]")) return;
    const output = doc.createElement("p");
    output.className = "unseen";
    output.setAttribute("role", "status");
    details.append(output);
    for (const code of details.querySelectorAll("code")) add(code, output);
  };
  doc.querySelectorAll("details.follow").forEach(equip);
  doc.addEventListener("toggle", ({ target }) => target.matches("details.follow") && equip(target), true);
})();
