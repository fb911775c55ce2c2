export const architectureCases = []
