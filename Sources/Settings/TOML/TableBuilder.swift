// SPDX-License-Identifier: Apache-2.0

/// A table while the document is being read, with what TOML 1.0 wants remembered about where it came from.
final class TableBuilder {
    enum Origin: Equatable {
        /// Named on the way to another: `a` in `[a.b]`. May still get a header.
        case implied
        case header
        /// Made by a dotted key; only keys of the same section may add to it.
        case dotted
    }

    private enum Entry {
        case node(ConfigNode)
        case table(TableBuilder)
        case tables(TableList)
    }

    private final class TableList {
        var tables: [TableBuilder]
        init(_ first: TableBuilder) { tables = [first] }
    }

    private var origin: Origin
    /// The line of its first mention.
    private let line: Int
    /// Headers are counted; keys before the first are section 0.
    private var section: Int
    private var entries: [String: Entry] = [:]

    init(_ origin: Origin, line: Int, section: Int) {
        self.origin = origin
        self.line = line
        self.section = section
    }

    /// On the way of a header. `nil`: what is there is no table.
    func descend(_ key: String, line: Int) -> TableBuilder? {
        switch entries[key] {
        case nil: add(key, .implied, line: line, section: 0)
        case .table(let table)?: table
        case .tables(let list)?: list.tables.last
        case .node?: nil
        }
    }

    /// The last part of `[…]`. `nil`: it is there already.
    func open(_ key: String, line: Int, section: Int) -> TableBuilder? {
        switch entries[key] {
        case nil: return add(key, .header, line: line, section: section)
        case .table(let table)? where table.origin == .implied:
            table.origin = .header
            return table
        case .table?, .tables?, .node?: return nil
        }
    }

    /// The last part of `[[…]]`. `nil`: something else is there already.
    func append(_ key: String, line: Int, section: Int) -> TableBuilder? {
        let table = TableBuilder(.header, line: line, section: section)
        switch entries[key] {
        case nil: entries[key] = .tables(TableList(table))
        case .tables(let list)?: list.tables.append(table)
        case .table?, .node?: return nil
        }
        return table
    }

    /// On the way of a dotted key. `nil`: what is there is no table, or was closed.
    func descendDotted(_ key: String, line: Int, section: Int) -> TableBuilder? {
        switch entries[key] {
        case nil: return add(key, .dotted, line: line, section: section)
        case .table(let table)? where table.origin == .dotted && table.section == section: return table
        case .table(let table)? where table.origin == .implied:
            (table.origin, table.section) = (.dotted, section)
            return table
        case .table?, .tables?, .node?: return nil
        }
    }

    /// `false`: it is there already.
    func set(_ key: String, _ node: ConfigNode) -> Bool {
        guard entries[key] == nil else { return false }
        entries[key] = .node(node)
        return true
    }

    var finished: [String: ConfigNode] {
        entries.mapValues { entry in
            switch entry {
            case .node(let node): node
            case .table(let table): table.node
            case .tables(let list): ConfigNode(line: list.tables[0].line, value: .array(list.tables.map(\.node)))
            }
        }
    }

    private var node: ConfigNode { ConfigNode(line: line, value: .table(finished)) }

    private func add(_ key: String, _ origin: Origin, line: Int, section: Int) -> TableBuilder {
        let table = TableBuilder(origin, line: line, section: section)
        entries[key] = .table(table)
        return table
    }
}
