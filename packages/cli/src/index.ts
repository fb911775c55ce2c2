export * from '@facegan/node'
