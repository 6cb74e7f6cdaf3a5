// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import RemoteCalendars

extension Redactor {
    func callAsFunction(_ error: RemoteError) -> RemoteError {
        var error = error
        (error.message, error.hint) = (self(error.message), self(error.hint))
        error.evidence = self(error.evidence)
        return error
    }

    /// Their places stay as they are, for requests go there, and the owner who is ourselves, whom nobody is shown.
    func names(of calendars: [RemoteCalendar], polledBy principal: Href? = nil) -> [RemoteCalendar] {
        calendars.map { calendar in
            var calendar = calendar
            if calendar.owner != principal { calendar.owner = calendar.owner.map(shown) }
            calendar.color = calendar.color.map(name)
            calendar.displayName = calendar.displayName.map(name)
            calendar.summary = calendar.summary.map(name)
            return calendar
        }
    }

    /// Only to be shown: nothing can be requested with it.
    func shown(_ calendars: [RemoteCalendar]) -> [RemoteCalendar] {
        names(of: calendars).map { calendar in
            var calendar = calendar
            calendar.name = RemoteName(
                href: shown(calendar.name.href), key: HrefKey(name(calendar.name.key.rawValue)))
            return calendar
        }
    }

    /// Only to be shown: nothing can be requested with it.
    func shown(_ discovery: Discovery) -> Discovery {
        var (discovery, home) = (discovery, discovery.home)
        home.principal = home.principal.map(shown)
        home.homes = home.homes.map(shown)
        home.refusedHomes = home.refusedHomes.map(shown)
        home.addresses = home.addresses.map(name)
        (discovery.home, discovery.place) = (home, name(discovery.place))
        return discovery
    }

    private func shown(_ href: Href) -> Href { Href(name(href.rawValue)) }

    /// Texts of events stay as they are.
    func callAsFunction(_ outcome: FetchedObject.Outcome) -> FetchedObject.Outcome {
        guard case .failed(let reason) = outcome else { return outcome }
        return .failed(self(reason))
    }

    func callAsFunction(_ outcome: WriteOutcome) -> WriteOutcome {
        switch outcome {
        case .refused(let reason): .refused(self(reason))
        case .busy(let after, let reason): .busy(after: after, self(reason))
        case .done, .doneElsewhere, .preconditionFailed, .notFound, .uidConflict, .readOnly, .locked: outcome
        }
    }

    func callAsFunction(_ outcome: CreationOutcome) -> CreationOutcome {
        switch outcome {
        case .refused(let reason): .refused(self(reason))
        case .tryLater(let after, let reason): .tryLater(after: after, self(reason))
        case .done, .taken: outcome
        }
    }

    func callAsFunction(_ outcome: PropertiesOutcome) -> PropertiesOutcome {
        switch outcome {
        case .answered(let taken, let refused, let reason):
            .answered(taken: taken, refused: refused, reason: self(reason))
        case .tryLater(let after, let reason): .tryLater(after: after, self(reason))
        }
    }

    func callAsFunction(_ outcome: DeletionOutcome) -> DeletionOutcome {
        switch outcome {
        case .refused(let reason): .refused(self(reason))
        case .tryLater(let after, let reason): .tryLater(after: after, self(reason))
        case .done: outcome
        }
    }
}
