// What polyleaf/render/browser.py asks a page in Chromium: an expression with functions.
(() => {
  const critical = (id) => [...document.querySelectorAll(`[data-section="${CSS.escape(id)}"]`)];
  const STEP = 10; // px between two places of a line that are tried
  const KEPT = /^(?:none|normal|-?webkit-normal|"")$/;

  const textsOf = (root) => {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (walker.currentNode.data.trim()) found.push(walker.currentNode);
    return found;
  };

  const boxesOf = (node, start, end) => {
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, end);
    return [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
  };

  // The words of a text with their places on the page.
  const wordsOf = (node) => {
    const segmenter = new Intl.Segmenter(node.parentElement.closest('[lang]')?.lang || 'en', { granularity: 'word' });
    return [...segmenter.segment(node.data)]
      .filter((part) => part.isWordLike)
      .map((part) => ({
        text: part.segment,
        boxes: boxesOf(node, part.index, part.index + part.segment.length).map((box) => [
          box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY,
        ]),
      }));
  };

  // What keeps a line from being seen where it is; an overlay that lets the pointer through counts as one, too.
  const problemOf = (node) => {
    const holder = node.parentElement;
    if (!holder.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }))
      return 'it is hidden';
    holder.scrollIntoView({ block: 'center', behavior: 'instant' });
    const lines = boxesOf(node, 0, node.length);
    if (!lines.length) return 'it has no place on the page';
    for (const box of lines) {
      const heights = [0.3, 0.5, 0.7].map((share) => box.top + share * box.height);
      for (let x = box.left + 1; x < box.right - 1; x += STEP)
        for (const y of heights) {
          const top = document.elementFromPoint(x, y);
          if (!top) return 'it is outside the window';
          if (!holder.contains(top) && !top.contains(holder)) return `it is covered by <${top.localName}>`;
          if (!holder.contains(top)) return `it is covered by or cut off at <${top.localName}>`;
        }
    }
    return '';
  };

  // What turns its letters into others, or round.
  const changedBy = (node) => {
    const style = getComputedStyle(node.parentElement);
    const kept = {
      textTransform: ['none'],
      textDecorationLine: ['none', 'underline'],
      unicodeBidi: ['normal', 'isolate', 'embed'],
      writingMode: ['horizontal-tb'],
      fontFeatureSettings: ['normal'],
      fontVariantCaps: ['normal'],
      fontVariantPosition: ['normal'],
      letterSpacing: ['normal', '0px'],
      rotate: ['none'],
    };
    for (const [name, values] of Object.entries(kept)) if (!values.includes(style[name])) return `${name} ${style[name]}`;
    for (let element = node.parentElement; element && !element.dataset.section; element = element.parentElement)
      for (const pseudo of ['::first-letter', '::first-line']) {
        const [own, first] = [getComputedStyle(element), getComputedStyle(element, pseudo)];
        for (const name of ['fontSize', 'color'])
          if (first[name] !== own[name] && first.display !== 'none') return `${pseudo} ${name} ${first[name]}`;
      }
    if (!/^"?Polyleaf /.test(style.fontFamily)) return `the font ${style.fontFamily}`;
    const page = getComputedStyle(document.documentElement).direction;
    if (style.direction !== page && !node.parentElement.closest('.isolate, [lang][dir]:not(html)'))
      return `direction ${style.direction}`;
    for (let element = node.parentElement; element; element = element.parentElement) {
      const matrix = new DOMMatrix(getComputedStyle(element).transform);
      if (matrix.a < 0 || matrix.d < 0 || matrix.b || matrix.c) return `transform of <${element.localName}>`;
    }
    return '';
  };

  // The height of type as it is drawn, whatever scales it.
  const sizeOf = (node) => {
    const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
    const box = boxesOf(node, 0, node.length)[0];
    return box ? Math.min(size, box.height) : 0;
  };

  // The first words of each element that begins above or before the one that it follows.
  const outOfOrder = (root) => {
    const found = [];
    const inline = getComputedStyle(document.documentElement).direction === 'rtl' ? -1 : 1;
    for (const parent of [root, ...root.querySelectorAll('*')]) {
      const boxes = [...parent.children]
        .filter((child) => child.textContent.trim() && getComputedStyle(child).display !== 'inline')
        .map((child) => [child, child.getBoundingClientRect()]);
      for (let i = 1; i < boxes.length; i++) {
        const [before, after] = [boxes[i - 1][1], boxes[i][1]];
        const below = after.top >= before.bottom - 2;
        const beside = inline > 0 ? after.left >= before.right - 2 : after.right <= before.left + 2;
        if (!below && !beside) found.push(boxes[i][0].textContent.trim().slice(0, 50));
      }
    }
    return found;
  };

  // The texts that style sheets make in a section.
  const addedTo = (root) => {
    const found = [];
    for (const element of [root, ...root.querySelectorAll('*')]) {
      for (const pseudo of ['::before', '::after', '::marker']) {
        const { content } = getComputedStyle(element, pseudo);
        if (!KEPT.test(content)) found.push(content);
      }
      const type = getComputedStyle(element).listStyleType;
      if (getComputedStyle(element).display === 'list-item' && !/^(none|disc|circle|square|decimal)$/.test(type))
        found.push(type);
    }
    return [...new Set(found)];
  };

  const moves = (root) =>
    document.getAnimations().some(({ effect }) => effect?.target && (root.contains(effect.target) || effect.target.contains(root)));

  const everywhere = (style) => {
    for (const element of document.querySelectorAll('*'))
      for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value, 'important');
  };

  const sheet = (css) => {
    const made = new CSSStyleSheet();
    made.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, made];
  };

  // The elements that hold a text of the safety sections.
  const holders = () =>
    new Set([...document.querySelectorAll('[data-looked]')].flatMap(textsOf).map((node) => node.parentElement));

  return {
    look(ids) {
      const roots = ids.flatMap(critical);
      const moving = roots.some(moves);
      everywhere({ 'pointer-events': 'auto' });
      sheet('*::before, *::after { pointer-events: auto !important }');
      roots.forEach((root) => (root.dataset.looked = ''));
      const texts = roots.flatMap(textsOf).map((node) => ({
        text: node.data.trim(),
        size: sizeOf(node),
        problem: problemOf(node),
        changed: changedBy(node),
        words: wordsOf(node),
      }));
      const boxes = roots.map((root) => root.getBoundingClientRect());
      const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
      const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
      return {
        texts,
        clip: {
          x: Math.max(0, Math.floor(left + scrollX)),
          y: Math.max(0, Math.floor(top + scrollY)),
          width: Math.max(1, Math.ceil(right - left) + 1),
          height: Math.max(1, Math.ceil(bottom - top) + 1),
        },
        moving,
        outOfOrder: roots.flatMap(outOfOrder),
        added: roots.flatMap(addedTo),
      };
    },

    // Show the page without its safety texts.
    withoutTexts() {
      for (const holder of holders()) holder.style.setProperty('-webkit-text-fill-color', 'transparent', 'important');
    },

    // Show the safety texts alone, in black on white, without whatever could lie over them.
    textsAlone() {
      everywhere({
        visibility: 'hidden',
        background: 'none',
        outline: 'none',
        'border-color': 'transparent',
        'box-shadow': 'none',
        'text-shadow': 'none',
        'text-decoration': 'none',
        opacity: '1',
        filter: 'none',
        'mix-blend-mode': 'normal',
        'mask-image': 'none',
        'clip-path': 'none',
      });
      sheet('*::before, *::after { visibility: hidden !important }');
      document.documentElement.style.setProperty('background', 'white', 'important');
      for (const holder of holders()) {
        holder.style.setProperty('visibility', 'visible', 'important');
        holder.style.setProperty('-webkit-text-fill-color', 'black', 'important');
      }
    },
  };
})()
