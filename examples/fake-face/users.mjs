import { seedOfText } from '@facegan/node'

/** Given names that go with any face. */
const givenNames = words(
  'Alex Andrea Billie Charlie Chris Dana Eden Francis Jamie Jean Jules Kim',
  'Luca Maxime Mika Nikita Noor Robin Sam Sascha Sunny Toni Wren Yuki',
)
const familyNames = words(
  'Abernathy Bergström Castellanos Duarte Eriksen Fontaine Grigoryan Halloran Ito Jankowski Kowalczyk Lindqvist Marchetti',
  'Nakamura Okonjo Petrov Quispe Rahman Silva Thornquist Ueda Vanterpool Weiss Yilmaz Zhang',
)

/** @param {number} n the same number is the same user, whatever else is seeded */
export function userOf(n) {
  const id = `user-${String(n).padStart(4, '0')}`
  const given = pick(givenNames, `${id} given name`)
  const family = pick(familyNames, `${id} family name`)
  return { id, name: `${given} ${family}`, email: `${id}@example.com`, avatar: `avatars/${id}.webp` }
}

/** A choice of its own for every text: a name that is added changes others, another field does not. */
function pick(list, text) {
  return list[seedOfText(text) % list.length]
}

function words(...lines) {
  return lines.join(' ').split(' ')
}
