/** Generators that a run keeps: the average, the average of its best evaluation, and the one of the last step. */
export const generatorChoices = ['ema', 'best', 'last'] as const
export type GeneratorChoice = (typeof generatorChoices)[number]
