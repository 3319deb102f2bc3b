import * as vscode from 'vscode';

/** A tree that changes line by line, or as a whole. */
type Tree<Node> = Omit<vscode.TreeDataProvider<Node>, 'onDidChangeTreeData'> & {
  readonly onDidChangeTreeData: vscode.Event<Node | undefined>;
};

/** A tree that is loaded when the editor first asks for its lines. */
export class LateTree<Node> implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #load: () => Promise<Tree<Node>>;
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  #tree: Promise<Tree<Node>> | undefined;
  #listener: vscode.Disposable | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(load: () => Promise<Tree<Node>>) {
    this.#load = load;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    return (await (await this.#loaded()).getChildren(node)) ?? [];
  }

  async getTreeItem(node: Node): Promise<vscode.TreeItem> {
    return (await this.#loaded()).getTreeItem(node);
  }

  async getParent(node: Node): Promise<Node | undefined> {
    return (await (await this.#loaded()).getParent?.(node)) ?? undefined;
  }

  dispose(): void {
    this.#listener?.dispose();
    this.#changed.dispose();
  }

  #loaded(): Promise<Tree<Node>> {
    this.#tree ??= this.#load().then((tree) => {
      this.#listener = tree.onDidChangeTreeData((node) => this.#changed.fire(node));
      return tree;
    });
    return this.#tree;
  }
}
