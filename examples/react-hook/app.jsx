import { seedOfText } from '@facegan/web/seed-of-text'
import { useState } from 'react'
import { Face } from './face.jsx'

const team = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald']

export function App() {
  const [name, setName] = useState('Ada')
  const [smile, setSmile] = useState(0)
  return (
    <main>
      <h1>A face for every name</h1>
      <section aria-label="One face">
        <Face seed={seedOfText(name)} options={{ edit: { smile } }} alt={`Face of ${name}`} size={192} />
        <div>
          <label>
            Name
            <input value={name} onChange={({ target }) => setName(target.value)} />
          </label>
          <label>
            Smile
            <input
              type="range"
              min="-2"
              max="2"
              step="0.25"
              value={smile}
              onChange={({ target }) => setSmile(Number(target.value))}
            />
          </label>
        </div>
      </section>
      <ul>
        {team.map((member) => (
          <li key={member}>
            <Face seed={seedOfText(member)} alt={`Face of ${member}`} />
            {member}
          </li>
        ))}
      </ul>
    </main>
  )
}
