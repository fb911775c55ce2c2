import { expect, it } from 'vitest'
import { useNativeBackend } from '../native-backend.ts'
import { bfloat16Pays, hasAmx } from './bfloat16-pays.ts'

it('finds AMX among the flags of a processor, and nowhere else', () => {
  expect(hasAmx('processor\t: 0\nflags\t\t: fpu avx512_bf16 amx_bf16 amx_tile\nbugs\t\t: none\n')).toBe(true)
  expect(hasAmx('flags\t\t: fpu avx512_bf16 amx_int8\n')).toBe(false)
  expect(hasAmx('model name\t: amx_bf16\nflags\t\t: fpu\n')).toBe(false)
  expect(hasAmx('')).toBe(false)
})

it('gives the same answer each time', async () => {
  await useNativeBackend()
  expect(bfloat16Pays()).toBe(bfloat16Pays())
})
