export { closedFormDirections, type ClosedFormDirection } from './closed-form.ts'
export { denseKernel } from './dense-kernel.ts'
export { TooFewFacesError } from './errors.ts'
export { findDirections, type FindDirectionsOptions, type FoundDirections } from './find-directions.ts'
