/** Whom the page shows. A seed is a face: swap a number, and somebody else smiles. */
export const team = [
  { seed: 12, name: 'Robin Halloran', role: 'Managing director' },
  { seed: 14, name: 'Jules Marchetti', role: 'Head of sales' },
  { seed: 36, name: 'Sascha Lindqvist', role: 'Research' },
  { seed: 20, name: 'Noor Castellanos', role: 'Product design' },
  { seed: 45, name: 'Kim Abernathy', role: 'Accounts' },
  { seed: 34, name: 'Alexis Duarte', role: 'Support' },
  { seed: 3, name: 'Toni Bergström', role: 'Engineering' },
  { seed: 42, name: 'Charlie Okonjo', role: 'Engineering' },
  { seed: 28, name: 'Billie Thornquist', role: 'People & culture' },
  { seed: 8, name: 'Yuki Fontaine', role: 'Marketing' },
  { seed: 58, name: 'Sam O’Rourke', role: 'Legal' },
  { seed: 44, name: 'Mika Vanterpool', role: 'Logistics' },
]
