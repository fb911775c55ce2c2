// What the tests need beside npm packages: Chromium, Firefox, a Python that TensorFlow supports, a C++ compiler.

import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const needs = [
  {
    what: 'Chromium, for the browser tests',
    programs: [process.env.FACEGAN_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'],
    debian: ['chromium'],
    otherwise: 'install Chromium, or set FACEGAN_CHROMIUM to a Chromium or Chrome program',
  },
  {
    what: 'Firefox, for the browser tests',
    programs: [process.env.FACEGAN_FIREFOX, 'firefox-esr', 'firefox'],
    debian: ['firefox-esr'],
    otherwise: 'install Firefox, or set FACEGAN_FIREFOX to its program',
  },
  {
    what: 'Python 3.10 or 3.11, for TensorFlow',
    programs: ['uv', 'python3.11', 'python3.10'],
    debian: ['python3', 'python3-venv'],
    otherwise: 'install uv (`pip install uv`, or see its documentation), which brings a fitting Python',
  },
  {
    what: 'a C++ compiler, for the TensorFlow addon',
    programs: ['g++', 'c++', 'clang++'],
    debian: ['g++'],
    otherwise: 'install g++ or clang++',
  },
]

/** Finds what is needed; gets it with apt-get where that is allowed; otherwise prints the line to run and exits. */
export function ensureSystemPrograms() {
  installMissingPrograms()
  // the browser tests look nowhere else
  process.env.FACEGAN_CHROMIUM = needs[0].programs.map(findProgram).find(Boolean)
  process.env.FACEGAN_FIREFOX = needs[1].programs.map(findProgram).find(Boolean)
}

function installMissingPrograms() {
  const missing = needs.filter(({ programs }) => !programs.some(isProgram))
  if (missing.length === 0) return
  const packages = missing.flatMap(({ debian }) => debian)
  const debian = isProgram('apt-get')
  if (debian && process.getuid?.() === 0) {
    process.stderr.write(`▸ Install ${packages.join(', ')} with apt-get\n`)
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  const still = missing.filter(
    ({ programs }) =>
      !programs.some(isProgram) && !(debian && programs.includes('uv') && isProgram('python3')),
  )
  if (still.length === 0) return
  for (const { what, otherwise } of still) process.stderr.write(`✗ Missing: ${what}.\n  ${otherwise}\n`)
  if (debian)
    process.stderr.write(`Run: sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}\n`)
  process.exit(1)
}

/**
 * @param {string | undefined} name a program on the PATH, or a path to one
 * @returns {string | undefined} its path
 */
function findProgram(name) {
  if (!name) return undefined
  const places = name.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter)
  return places
    .map((place) => join(place, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** @param {string | undefined} name */
function isProgram(name) {
  return findProgram(name) !== undefined
}
