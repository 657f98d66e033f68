/* Values of figures: under the pointer or a finger, and with the arrow keys where a figure has
   focus. A figure is one stop of Tab. The words are the drawing's own titles. */
(function () {
  "use strict";
  var main = document.querySelector("main");
  var cards = document.querySelectorAll(".card");
  if (!main || !cards.length) return;
  var value = document.createElement("output");
  value.className = "value";
  var hint = document.createElement("p");
  hint.hidden = true;
  hint.id = "figurhjelp_";
  hint.textContent = "Piltastene leser verdiene i figuren én for én. Esc lukker.";
  main.append(hint, value);
  var open = null; // the figure whose value is told
  var ring = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ring.setAttribute("class", "ring");

  // where a mark's value is: a dot is drawn after its interval
  function last(mark) {
    return mark.shapes[mark.shapes.length - 1].getBoundingClientRect();
  }

  function middle(box) {
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  }

  // what is drawn for a cell may be several shapes with the same words
  function marksOf(card) {
    var found = new Map();
    card.querySelectorAll(".mark").forEach(function (shape) {
      var title = shape.querySelector("title"), box = shape.getBBox();
      var cell = shape.dataset.row + "\n" + shape.dataset.columns, words = title.textContent;
      title.remove(); // else the browser tells it too
      if (!box.width && !box.height) return;
      if (!found.has(cell)) found.set(cell, { words: words, row: shape.dataset.row, shapes: [] });
      found.get(cell).shapes.push(shape);
    });
    return Array.from(found.values());
  }

  function hide() {
    value.textContent = "";
    ring.remove();
    open = null;
  }

  function surround(shapes) {
    var boxes = shapes.map(function (shape) { return shape.getBBox(); }), room = 2.5;
    var left = Math.min(...boxes.map(function (box) { return box.x; })) - room;
    var top = Math.min(...boxes.map(function (box) { return box.y; })) - room;
    ring.setAttribute("x", left);
    ring.setAttribute("y", top);
    ring.setAttribute("width", Math.max(...boxes.map(function (box) { return box.x + box.width; })) + room - left);
    ring.setAttribute("height", Math.max(...boxes.map(function (box) { return box.y + box.height; })) + room - top);
    shapes[0].closest("svg").append(ring);
  }

  function show(state, mark) {
    open = state;
    state.mark = mark;
    surround(mark.shapes);
    if (value.textContent !== mark.words) value.textContent = mark.words;
    place(last(mark));
  }

  function place(box) {
    var own = value.getBoundingClientRect();
    var left = Math.min(Math.max(box.left + box.width / 2 - own.width / 2, 4), innerWidth - own.width - 4);
    var above = box.top - own.height - 8;
    value.style.left = left + "px";
    value.style.top = (above > 4 ? above : box.bottom + 8) + "px";
  }

  function distance(box, x, y) {
    return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  }

  // the mark below a point, or the nearest within the width of a finger
  function near(state, x, y) {
    var best = null, least = 22;
    state.marks.forEach(function (mark) {
      mark.shapes.forEach(function (shape) {
        var box = shape.getBoundingClientRect(), at = middle(box);
        var far = distance(box, x, y) + Math.hypot(at.x - x, at.y - y) / 1000;
        if (far < least) { least = far; best = mark; }
      });
    });
    return best;
  }

  // rows of a figure from the top, or its columns from the left where a row of numbers is a line
  function lines(state) {
    var spots = state.marks.map(function (mark) {
      var at = middle(last(mark));
      return { mark: mark, x: Math.round(at.x), y: Math.round(at.y) };
    });
    function group(key) {
      var found = new Map();
      spots.forEach(function (spot) {
        if (!found.has(spot[key])) found.set(spot[key], []);
        found.get(spot[key]).push(spot);
      });
      return Array.from(found.keys()).sort(function (a, b) { return a - b; })
        .map(function (at) { return found.get(at); });
    }
    var heights = new Map();
    spots.forEach(function (spot) {
      if (!heights.has(spot.mark.row)) heights.set(spot.mark.row, spot.y);
    });
    var upright = spots.some(function (spot) {
      return Math.abs(heights.get(spot.mark.row) - spot.y) > 2;
    });
    var along = upright ? "y" : "x", all = group(upright ? "x" : "y");
    all.forEach(function (line) { line.sort(function (a, b) { return a[along] - b[along]; }); });
    return { all: all, along: along, upright: upright };
  }

  function step(state, key) {
    var made = lines(state), order = made.all.flat();
    var at = order.findIndex(function (spot) { return spot.mark === state.mark; });
    if (key === "Home" || at < 0) return order[0].mark;
    if (key === "End") return order[order.length - 1].mark;
    var forward = key === "ArrowRight" || key === "ArrowDown";
    var upright = key === "ArrowUp" || key === "ArrowDown";
    if (upright === made.upright) {
      return order[Math.min(Math.max(at + (forward ? 1 : -1), 0), order.length - 1)].mark;
    }
    var line = made.all.findIndex(function (one) { return one.includes(order[at]); });
    var next = made.all[line + (forward ? 1 : -1)];
    if (!next) return state.mark;
    return next.reduce(function (best, one) {
      var a = Math.abs(one[made.along] - order[at][made.along]);
      return a < Math.abs(best[made.along] - order[at][made.along]) ? one : best;
    }).mark;
  }

  function into_view(card, mark) {
    var box = mark.shapes[0].getBoundingClientRect(), frame = card.getBoundingClientRect();
    if (box.left < frame.left) card.scrollLeft += box.left - frame.left - 24;
    if (box.right > frame.right) card.scrollLeft += box.right - frame.right + 24;
  }

  var keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
  cards.forEach(function (card) {
    var state = { marks: marksOf(card), mark: null };
    if (!state.marks.length) return;
    card.setAttribute("aria-describedby", hint.id);
    function point(event) {
      var mark = near(state, event.clientX, event.clientY);
      if (mark) show(state, mark);
      else if (open === state && !card.matches(":focus-visible")) hide();
    }
    card.addEventListener("pointermove", point);
    card.addEventListener("click", point);
    card.addEventListener("pointerleave", function (event) {
      if (event.pointerType === "mouse") hide();
    });
    card.addEventListener("focus", function () {
      if (card.matches(":focus-visible")) show(state, state.mark || step(state, "Home"));
    });
    card.addEventListener("blur", hide);
    card.addEventListener("keydown", function (event) {
      if (event.key === "Escape") return hide();
      if (!keys.includes(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      var mark = step(state, event.key);
      into_view(card, mark);
      show(state, mark);
    });
  });
  addEventListener("scroll", function () { if (open) place(last(open.mark)); }, true);
  addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
  addEventListener("pointerdown", function (event) { if (!event.target.closest(".card")) hide(); });
})();
