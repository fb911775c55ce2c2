/** Of the bench of threads: faces a step, however they are cut. */
export const facesPerStep = 64
