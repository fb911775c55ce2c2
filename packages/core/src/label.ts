import type { Edit } from './edit.ts'
import type { Mix } from './recipe.ts'

/** What a face's file says of itself. */
export interface SyntheticLabel {
  /** One seed, or the range of a sheet: `0-63`. */
  readonly seed: number | string
  readonly truncation: number
  /** What was mixed in; on a sheet, where it differs from face to face, `'various'`. */
  readonly mix?: Mix | typeof various | undefined
  /** What it was edited by; on a sheet, where it differs from face to face, `'various'`. */
  readonly edit?: Edit | typeof various | undefined
  /** How a sheet is laid out: with it the sheet can be drawn again. */
  readonly sheet?: SheetLayout | undefined
  /** SHA-256 of the generator's ONNX file. */
  readonly modelSha256: string
  readonly modelName: string
}

export interface SheetLayout {
  readonly columns: number
  /** Pixels between faces and around them. */
  readonly gap: number
  readonly scale: number
  readonly kernel: 'nearest' | 'lanczos'
  /** `#rrggbb` */
  readonly background: string
}

/** Of a sheet whose faces were not all made alike. */
export const various = 'various'

/** IPTC's term for pictures made by a trained model; what Article 50(2) of the EU AI Act asks machines to find. */
export const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'

/** XML namespace of what facegan writes into a label. */
export const labelNamespace = 'urn:facegan:face:1#'

/** An XMP packet that marks a picture as synthetic and says which face of which model it is. */
export function syntheticXmp(label: SyntheticLabel): string {
  const { seed, truncation, mix, edit, sheet, modelSha256, modelName } = label
  const changes = [
    ...(mix === undefined ? [] : [`\n    facegan:mix="${mixText(mix)}"`]),
    ...(edit === undefined ? [] : [`\n    facegan:edit="${editText(edit)}"`]),
    ...(sheet === undefined ? [] : [`\n    facegan:sheet="${sheetText(sheet)}"`]),
  ]
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:facegan="${labelNamespace}"
    Iptc4xmpExt:DigitalSourceType="${digitalSourceType}"
    xmp:CreatorTool="facegan"
    facegan:seed="${seed}"
    facegan:truncation="${truncation}"${changes.join('')}
    facegan:model="${modelName}"
    facegan:modelSha256="${modelSha256}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`
}

/** `8@0.5`: half-way to seed 8. */
export function mixText(mix: Mix | typeof various): string {
  return mix === various ? various : `${mix.seed}@${mix.t}`
}

/** `smile=1.5,turn=-1` */
export function editText(edit: Edit | typeof various): string {
  if (edit === various) return various
  return Object.entries(edit)
    .map(([name, amount]) => `${name}=${amount}`)
    .join(',')
}

/** `columns=8,gap=0,scale=2,kernel=lanczos,background=#ffffff` */
function sheetText({ columns, gap, scale, kernel, background }: SheetLayout): string {
  return `columns=${columns},gap=${gap},scale=${scale},kernel=${kernel},background=${background}`
}
