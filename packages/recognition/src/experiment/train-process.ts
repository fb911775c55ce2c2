// What a process of the experiment runs: one network at a time, on one thread.
export { trainAndTry as default } from './train-and-try.ts'
