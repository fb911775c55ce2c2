import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

type Need = 'python' | 'venv' | 'compiler'

const UV_LINE = 'curl -LsSf https://astral.sh/uv/install.sh | sh   # uv brings Python 3.11 itself'

/** Package managers in the order that they are looked for, with the line for each need. */
const LINES: readonly { manager: string; root: boolean; lines: Readonly<Record<Need, string>> }[] = [
  {
    manager: 'apt-get',
    root: true,
    lines: {
      python: 'apt-get install -y python3 python3-venv',
      venv: 'apt-get install -y python3-venv',
      compiler: 'apt-get install -y g++',
    },
  },
  {
    manager: 'dnf',
    root: true,
    lines: {
      python: 'dnf install -y python3.11',
      venv: 'dnf install -y python3.11',
      compiler: 'dnf install -y gcc-c++',
    },
  },
  {
    manager: 'zypper',
    root: true,
    lines: {
      python: 'zypper install -y python311',
      venv: 'zypper install -y python311',
      compiler: 'zypper install -y gcc-c++',
    },
  },
  {
    manager: 'pacman',
    root: true,
    // Arch carries only the newest Python
    lines: { python: UV_LINE, venv: UV_LINE, compiler: 'pacman -S --noconfirm gcc' },
  },
  {
    manager: 'brew',
    root: false,
    lines: {
      python: 'brew install python@3.11',
      venv: 'brew install python@3.11',
      compiler: 'brew install gcc',
    },
  },
]

/** Debian and Ubuntu releases whose own Python is 3.10 or 3.11; the others need uv. */
const APT_RELEASES_WITH_PYTHON: ReadonlySet<string> = new Set(['debian 12', 'ubuntu 22.04'])

/** The exact line that installs what is missing, for the package manager on the PATH. */
export function installLine(
  need: Need,
  env: NodeJS.ProcessEnv = process.env,
  release: string = releaseName(),
  isRoot: boolean = process.getuid?.() === 0,
): string {
  const found = LINES.find(({ manager }) => isOnPath(manager, env))
  if (!found) return need === 'compiler' ? 'install g++ or clang++' : UV_LINE
  const { manager, root, lines } = found
  if (manager === 'apt-get' && need === 'python' && !APT_RELEASES_WITH_PYTHON.has(release)) return UV_LINE
  const line = lines[need]
  return root && !isRoot && line !== UV_LINE ? `sudo ${line}` : line
}

/** For example `debian 12`, from /etc/os-release; empty where there is none. */
function releaseName(): string {
  try {
    const text = readFileSync('/etc/os-release', 'utf8')
    const field = (name: string): string => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(text)?.[1] ?? ''
    return `${field('ID')} ${field('VERSION_ID')}`
  } catch {
    return ''
  }
}

function isOnPath(program: string, env: NodeJS.ProcessEnv): boolean {
  return (env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}
