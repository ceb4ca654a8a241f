/** Elements of the page, found and made. */

/** The element of an id. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

/** Makes an element; attributes that are false are left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | boolean>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** The value of the radio button that is chosen. */
export function chosen(name: string): string {
  return document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)!.value;
}

/** A number as it is shown: two digits behind the point, and a real minus. */
export function shown(value: number): string {
  return value.toFixed(2).replace("-0.00", "0.00").replace("-", "−");
}

/** Numbers as they are read aloud. */
export function listed(values: Iterable<number>): string {
  return Array.from(values, shown).join(", ");
}
