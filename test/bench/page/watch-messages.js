// Put before a page's own scripts: when its messages to and from workers passed, by their type.

const passed = []
globalThis.passedMessages = passed
const note = (way, data) => passed.push({ way, type: String(data?.type ?? ''), at: performance.now() })
const { postMessage } = Worker.prototype
Worker.prototype.postMessage = function post(...given) {
  if (!this.noted) this.addEventListener('message', ({ data }) => note('from', data))
  this.noted = true
  note('to', given[0])
  return Reflect.apply(postMessage, this, given)
}
