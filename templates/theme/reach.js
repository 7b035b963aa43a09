// Boxes that scroll get focus, for readers who use the keyboard.
(() => {
  const doc = document, boxes = "pre,.body table,.md-typeset :is(pre>code,table,.tabbed-labels,.arithmatex)";
  const hold = () => {
    for (const box of doc.querySelectorAll(boxes)) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  };
  hold();
  addEventListener("resize", hold);
  doc.addEventListener("renewed", hold);
  // What was unfolded, or has grown with a reader's own text size, before the key moves the focus.
  addEventListener("keydown", hold, true);
})();
