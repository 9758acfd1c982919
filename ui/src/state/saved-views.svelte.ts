/** Views of the list of installations that a person saved. They are kept among the settings. */
import type { SavedView } from '../bindings/contract';
import { session } from './session.svelte';

export type Present = Omit<SavedView, 'name'>;

export class SavedViews {
  get list(): readonly SavedView[] {
    return session.settings?.saved_views ?? [];
  }

  get(name: string | undefined): SavedView | undefined {
    return name === undefined ? undefined : this.list.find((view) => view.name === name);
  }

  /** Keeps what is seen under a name; answers the name as it is kept. */
  async add(name: string, present: Present): Promise<string> {
    await this.#save([...this.list, { name, ...present }]);
    return this.list.at(-1)?.name ?? name;
  }

  /** Another name for a view; answers it as it is kept. */
  async rename(former: string, name: string): Promise<string> {
    const at = this.list.findIndex((view) => view.name === former);
    await this.#save(this.list.map((view, place) => (place === at ? { ...view, name } : view)));
    return this.list[at]?.name ?? name;
  }

  /** The view becomes what is seen; answers what it was. */
  async replace(name: string, present: Present): Promise<Present | undefined> {
    const former = $state.snapshot(this.get(name)) as SavedView | undefined;
    await this.#save(this.list.map((view) => (view.name === name ? { name, ...present } : view)));
    return former;
  }

  /** Takes a view away; answers what puts it back where it was. */
  async remove(name: string): Promise<() => Promise<void>> {
    const at = this.list.findIndex((view) => view.name === name);
    const former = $state.snapshot(this.list[at]) as SavedView | undefined;
    await this.#save(this.list.filter((view) => view.name !== name));
    return async () => {
      if (former !== undefined) await this.#save([...this.list.slice(0, at), former, ...this.list.slice(at)]);
    };
  }

  #save(saved_views: SavedView[]): Promise<void> {
    return session.saveSettings({ saved_views });
  }
}

export const savedByPerson = new SavedViews();
