// SPDX-License-Identifier: Apache-2.0

/// BYSETPOS: places among all candidates of a period.
struct SetPositions {
    private let positions: [Int]
    private var total = -1
    private var indices: [Int] = []

    init(_ positions: [Int]) { self.positions = positions }

    var isEmpty: Bool { positions.isEmpty }

    /// Which of so many candidates, ascending, each once.
    mutating func indices(of total: Int) -> [Int] {
        if total != self.total {
            self.total = total
            var places = Set<Int>()
            for position in positions {
                let place = position > 0 ? position - 1 : total + position
                if place >= 0, place < total { places.insert(place) }
            }
            indices = places.sorted()
        }
        return indices
    }

    /// How many of so many candidates are instances.
    mutating func count(of total: Int) -> Int { isEmpty ? total : indices(of: total).count }

    /// Some position is met by so many candidates.
    func canBeMet(by total: Int) -> Bool { total > 0 && (isEmpty || positions.contains { abs($0) <= total }) }
}
