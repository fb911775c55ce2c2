export type Row = readonly [term: string, description: string]

/** A heading and its terms, each with what there is to say. Rows without a term go on with the one before. */
export function section(title: string, rows: readonly Row[]): HTMLElement {
  const element = document.createElement('section')
  const heading = document.createElement('h3')
  heading.textContent = title
  const list = document.createElement('dl')
  for (const [term, description] of rows) {
    if (term) list.append(textOf('dt', term))
    list.append(textOf('dd', description))
  }
  element.append(heading, list)
  return element
}

function textOf(tag: 'dt' | 'dd', text: string): HTMLElement {
  const element = document.createElement(tag)
  element.textContent = text
  return element
}
