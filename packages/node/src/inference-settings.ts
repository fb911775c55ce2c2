/** What the worker needs to know to open a session, beside the model. */
export interface InferenceSettings {
  readonly executionProvider: string
  readonly threads: number
}
