/** Which TensorFlow: the CPU wheel, or the one with CUDA 12.2 libraries. */
export type Accelerator = 'cpu' | 'cuda'

/** A finished setup on this machine. All paths are absolute. */
export interface NativeInstallation {
  /** The folder that holds all of it; delete it to uninstall. */
  readonly home: string
  /** Python 3.10 or 3.11 with TensorFlow, tf2onnx and onnxruntime. */
  readonly python: string
  /** The compiled addon, `tfjs_binding.node`. */
  readonly addon: string
  /** For example `2.15.1`. */
  readonly tensorflowVersion: string
  readonly accelerator: Accelerator
}

/** What setup writes last; a folder without it is not an installation. */
export interface InstallationRecord {
  readonly tensorflowVersion: string
  readonly accelerator: Accelerator
  readonly pythonVersion: string
  readonly addonBytes: number
  /** ISO 8601, when the addon was last seen to load and compute. */
  readonly checkedAt: string
}

export const RECORD_FILE = 'installation.json'
export const PYTHON_PATH = 'python/bin/python'
export const ADDON_PATH = 'addon/tfjs_binding.node'

/** What the addon is linked to; both lie in TensorFlow's Python package. */
export const TENSORFLOW_LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const

/** TensorFlow's Python package, relative to the installation. */
export function tensorflowPath({ pythonVersion }: InstallationRecord): string {
  const [major, minor] = pythonVersion.split('.')
  return `python/lib/python${major}.${minor}/site-packages/tensorflow`
}
