// Boxes that scroll get focus, for readers who use the keyboard.
(() => {
  const doc = document, boxes = "pre,.body table,.md-typeset :is(pre>code,table,.md-typeset__scrollwrap,.tabbed-labels,.arithmatex)";
  const hold = () => {
    for (const box of doc.querySelectorAll(boxes)) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  };
  hold();
  addEventListener("resize", hold);
  // Newer content of the page, and tables that the theme's script puts into a box.
  new MutationObserver(hold).observe(doc, { childList: true, subtree: true });
  // On Tab, before the focus moves: a box may have been unfolded, or may scroll only at a larger text size.
  addEventListener("keydown", hold, true);
})();
