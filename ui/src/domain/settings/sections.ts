/** The pages of the settings, in their order. */
export const settingsSections = ['general', 'notifications', 'refresh', 'clipboard', 'links', 'network', 'vault', 'data', 'diagnostics'] as const;
