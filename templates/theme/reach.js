// Boxes that scroll get focus, for readers who use the keyboard.
(() => {
  const doc = document, boxes = "pre,.body table,.md-typeset :is(pre>code,table,.md-typeset__scrollwrap,.tabbed-labels,.arithmatex)";
  const hold = () => {
    for (const box of doc.querySelectorAll(boxes)) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  };
  hold();
  addEventListener("resize", hold);
  // News of the page, and tables that the theme's script puts into a box of its own.
  new MutationObserver(hold).observe(doc, { childList: true, subtree: true });
  // What was unfolded, or has grown with a reader's own text size, before the key moves the focus.
  addEventListener("keydown", hold, true);
})();
