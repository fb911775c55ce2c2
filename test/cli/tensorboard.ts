import { python } from '../parity/python.ts'

/** What TensorBoard shows of a folder of events. */
export interface Shown {
  /** [step, value] by tag. */
  readonly scalars: Readonly<Record<string, readonly (readonly [number, number])[]>>
  /** Step, width, height and the encoded picture in base64, by tag. */
  readonly images: Readonly<
    Record<string, readonly { step: number; width: number; height: number; data: string }[]>
  >
}

// the reader behind TensorBoard's own pages, told to leave nothing out
const script = `
import base64, json, sys
from tensorboard.backend.event_processing import plugin_event_accumulator
from tensorboard.util import tensor_util
events = plugin_event_accumulator.EventAccumulator(sys.argv[1], size_guidance={'tensors': 0})
events.Reload()
shown = {'scalars': {}, 'images': {}}
for tag in events.Tags()['tensors']:
    plugin = events.SummaryMetadata(tag).plugin_data.plugin_name
    for event in events.Tensors(tag):
        value = tensor_util.make_ndarray(event.tensor_proto)
        if plugin == 'scalars':
            entry = [event.step, float(value)]
        else:
            width, height, data = value
            entry = {'step': event.step, 'width': int(width), 'height': int(height), 'data': base64.b64encode(data).decode()}
        shown[plugin].setdefault(tag, []).append(entry)
print(json.dumps(shown))
`

export async function openInTensorboard(folder: string): Promise<Shown> {
  const { stdout } = await python(['-c', script, folder])
  return JSON.parse(stdout) as Shown
}
