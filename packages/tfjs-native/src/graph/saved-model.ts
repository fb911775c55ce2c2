import { Buffer } from 'node:buffer'
import type { OpAttribute, TfjsBinding } from '../load-addon.ts'
import { requireVendored } from '../require-vendored.ts'
import type { Constant, GraphNode } from './recording.ts'

/** TensorFlow's name for a graph that serves. */
export const TAG = 'serve'

/** TensorFlow 2.15's version of GraphDef; it decides how defaults of operations are read. */
const producer = 1645

/**
 * A graph as the bytes of a `saved_model.pb`: the one form in which the addon takes graphs.
 *
 * @see https://github.com/tensorflow/tensorflow/blob/v2.15.1/tensorflow/core/protobuf/saved_model.proto
 */
export function encodeSavedModel(nodes: readonly GraphNode[], binding: TfjsBinding): Uint8Array {
  const messages = requireVendored('proto/api_pb.js')
  const graph = new messages.GraphDef()
  const versions = new messages.VersionDef()
  versions.setProducer(producer)
  graph.setVersions(versions)
  for (const node of nodes) graph.addNode(encodeNode(node))

  const info = new messages.MetaGraphDef.MetaInfoDef()
  info.addTags(TAG)
  const meta = new messages.MetaGraphDef()
  meta.setMetaInfoDef(info)
  meta.setGraphDef(graph)
  const model = new messages.SavedModel()
  model.setSavedModelSchemaVersion(1)
  model.addMetaGraphs(meta)
  return model.serializeBinary()

  function encodeNode({ name, operation, inputs, attributes, constant }: GraphNode) {
    const node = new messages.NodeDef()
    node.setName(name)
    node.setOp(operation)
    for (const input of inputs) node.addInput(input)
    const map = node.getAttrMap()
    for (const attribute of attributes) map.set(attribute.name, encodeAttribute(attribute))
    if (constant) {
      const dtype = new messages.AttrValue()
      dtype.setType(constant.dtype)
      const value = new messages.AttrValue()
      value.setTensor(encodeTensor(constant))
      map.set('dtype', dtype)
      map.set('value', value)
    }
    return node
  }

  function encodeAttribute({ type, value }: OpAttribute) {
    const encoded = new messages.AttrValue()
    const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_SHAPE, TF_ATTR_STRING, TF_ATTR_INT } = binding
    if (type === TF_ATTR_SHAPE) encoded.setShape(encodeShape(value as readonly number[]))
    else if (Array.isArray(value)) {
      const list = new messages.AttrValue.ListValue()
      const add = { [TF_ATTR_INT]: list.addI, [TF_ATTR_FLOAT]: list.addF, [TF_ATTR_BOOL]: list.addB }[type]
      for (const item of value) add.call(list, item)
      encoded.setList(list)
    } else if (type === TF_ATTR_TYPE) encoded.setType(value)
    else if (type === TF_ATTR_FLOAT) encoded.setF(value)
    else if (type === TF_ATTR_BOOL) encoded.setB(value)
    else if (type === TF_ATTR_INT) encoded.setI(value)
    else if (type === TF_ATTR_STRING) encoded.setS(Buffer.from(value as string))
    return encoded
  }

  function encodeTensor({ shape, dtype, values }: Constant) {
    const tensor = new messages.Tensor()
    tensor.setDtype(dtype)
    tensor.setTensorShape(encodeShape(shape))
    tensor.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    return tensor
  }

  function encodeShape(sizes: readonly number[]) {
    const shape = new messages.TensorShape()
    for (const size of sizes) {
      const dimension = new messages.TensorShape.Dim()
      dimension.setSize(size)
      shape.addDim(dimension)
    }
    return shape
  }
}
