/**
 * Puts elements into a place, in the way of what is there: elements that stay the same kind stay, and get the attributes
 * and the text of the new ones. So colours change softly, and nothing flickers.
 */
export function show(place: Element, wanted: readonly Node[]): void {
  const present = [...place.childNodes];
  wanted.forEach((node, i) => {
    const old = present[i];
    if (!old) place.append(node);
    else if (old.nodeName !== node.nodeName) old.replaceWith(node);
    else become(old, node);
  });
  for (const old of present.slice(wanted.length)) old.remove();
}

function become(old: Node, wanted: Node): void {
  if (!(old instanceof Element && wanted instanceof Element)) {
    if (old.nodeValue !== wanted.nodeValue) old.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!wanted.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  show(old, [...wanted.childNodes]);
}
