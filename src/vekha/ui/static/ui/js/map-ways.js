// Where the arrows lead on the map: up and down within the column, left and right along a link: what was agreed first,
// then the nearest; the arrow back leads back.
const STATES = ["accepted", "waiting", "declined"];

export class Ways {
  #came = null; // the last step along a link

  constructor(data) {
    this.data = data;
    this.nodes = new Map(data.nodes.map((node) => [node.id, node]));
  }

  alongLevel(id, by) {
    const column = (node) => this.data.levels.findLastIndex((level) => level.x <= node.x);
    const here = this.nodes.get(id);
    const nodes = this.data.nodes.filter((node) => column(node) === column(here)).sort((one, other) => one.y - other.y);
    return nodes[nodes.indexOf(here) + by]?.id;
  }

  alongLink(id, isRight) {
    const here = this.nodes.get(id);
    const partners = this.data.links
      .filter((link) => link.from === id || link.to === id)
      .map((link) => ({ node: this.nodes.get(link.from === id ? link.to : link.from), rank: STATES.indexOf(link.state) }));
    const { indent } = this.data; // key results stand a little to the right of their column
    const isAside = ({ node }) => (isRight ? node.x > here.x + indent : node.x < here.x - indent);
    const aside = partners.filter(isAside);
    const ways = aside.length ? aside : partners.filter(({ node }) => Math.abs(node.x - here.x) <= indent);
    const far = ({ node }) => Math.abs(node.y - here.y);
    const [nearest] = ways.sort((one, other) => one.rank - other.rank || far(one) - far(other));
    const came = this.#came;
    const isBack = came?.to === id && came.isRight !== isRight && ways.some(({ node }) => node.id === came.from);
    const next = isBack ? came.from : nearest?.node.id;
    if (next) this.#came = { from: id, to: next, isRight };
    return next;
  }
}
