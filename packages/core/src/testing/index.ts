export * from './fake-model.ts'
export * from './generator-contract.ts'
