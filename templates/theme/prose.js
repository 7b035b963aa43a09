// Runs the theme's script when the reader first does something on a page that can use it.
(() => {
  const later = document.querySelector("template[data-theme]");
  const kinds = ["pointerover", "pointerdown", "keydown", "focusin", "scroll"];
  const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  const run = async () => {
    for (const kind of kinds) removeEventListener(kind, run);
    await parsed;
    for (const waiting of later.content.querySelectorAll("script")) {
      const script = document.createElement("script");
      for (const { name, value } of waiting.attributes) script.setAttribute(name, value);
      script.async = false;
      // Material starts its parts on DOMContentLoaded, which is over, so its observable is triggered instead.
      script.onload = () => window.document$?.next(document);
      script.textContent = waiting.textContent;
      document.body.append(script);
    }
  };
  if (later) for (const kind of kinds) addEventListener(kind, run, { passive: true });
})();
