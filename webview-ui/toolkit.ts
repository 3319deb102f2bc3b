import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/**
 * Makes the toolkit's controls known as `<tk-button>`, `<tk-checkbox>`, `<tk-dropdown>`, `<tk-option>`,
 * `<tk-progress-ring>` and `<tk-text-field>`: under a prefix of their own, so that they collide with no other kit. Nothing
 * else in the page knows where these controls come from. Lists with groups are plain `<select>`s, which the toolkit lacks.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem()
    .withPrefix('tk')
    .register(
      vsCodeButton(),
      vsCodeCheckbox(),
      vsCodeDropdown(),
      vsCodeOption(),
      vsCodeProgressRing(),
      vsCodeTextField(),
    );
}
