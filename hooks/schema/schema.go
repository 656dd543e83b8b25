// Package schema names every collection and field of the database, once.
//
// Everything that reads or writes a record by name takes the name from here; only
// migrations use literals, being frozen history. A test compares these names with a
// migrated database both ways. Beside the names stands a typed view of each collection,
// a record proxy whose getters save the reader the string keys.
package schema

// View collections: what lists show, without the long texts.
const (
	ArticleCards  = "article_cards"
	ColumnCards   = "column_cards"
	TagCards      = "tag_cards"
	AuthorCards   = "author_cards"
	QuestionCards = "question_cards"
)

// SiteID is the id of the one record of the site collection.
const SiteID = "qiaosite0000000"

// PolicyID is the id of the one record of the policy collection.
const PolicyID = "qiaopolicy00000"

// QASettingsID is the id of the one record of the settings of questions and answers.
const QASettingsID = "qiaoqasettings0"

// QuestionShelves is the plain table behind every list of questions; see hooks/qa/shelves.go.
const QuestionShelves = "question_shelves"

// Shelves is the plain table behind every list of articles, and its columns; see
// hooks/content/shelves.go.
const Shelves = "article_shelves"

// Fields lists the fields of each collection that are ours, beside PocketBase's own id,
// created and updated and the system fields of accounts.
var Fields = map[string][]string{
	Users: {UserName, UserHandle, UserAvatar, UserBio, UserCity, UserCompany, UserPersona, UserLinks, UserLocale, UserRoles, UserTrust,
		UserZone, UserExpertise, UserPrivate, UserMFA, UserAgreed, UserAgreedAt, UserLeavingAt, UserLeavingKeep, UserReputation, UserSilencedUntil, UserSuspendedUntil,
		UserProfileHidden},
	Follows:       {FollowUser, FollowKind, FollowTarget},
	Tags:          {TagSlug, TagName, TagNameEn, TagSynonyms, TagCategory, TagDescription, TagDescriptionEn},
	Columns:       {ColumnSlug, ColumnName, ColumnKind, ColumnTagline, ColumnDescription, ColumnLogo, ColumnCover, ColumnVerified, ColumnWebsite, ColumnLang, ColumnStatus, ColumnOwner, ColumnPinned},
	ColumnMembers: {ColumnMemberColumn, ColumnMemberUser, ColumnMemberRole},
	SeriesList:    {SeriesSlug, SeriesTitle, SeriesDescription, SeriesLang, SeriesCover, SeriesOwner, SeriesAuthors, SeriesColumn},
	Articles:      {ArticleTitle, ArticleSlug, ArticleKind, ArticleLang, ArticleStatus, ArticleReason, ArticleExcerpt, ArticleCover, ArticleCoverAlt, ArticleAuthor, ArticleCoauthors, ArticleColumn, ArticleSeries, ArticlePart, ArticleTags, ArticlePublished, ArticlePublishAt, ArticleEdited, ArticleCanonical, ArticleSourceTitle, ArticleSourceURL, ArticleSourceLicence, ArticleCredits, ArticleOrigin, ArticleOriginHash, ArticleFiles, ArticleBody},
	Coauthors:     {CoauthorArticle, CoauthorUser, CoauthorState},
	Renditions:    {RenditionArticle, RenditionExcerpt, RenditionMinutes, RenditionWords, RenditionCoverWidth, RenditionCoverHeight, RenditionHash, RenditionTOC, RenditionHeadings, RenditionText, RenditionHTML},
	Revisions:     {RevisionArticle, RevisionEditor, RevisionNumber, RevisionState, RevisionTitle, RevisionExcerpt, RevisionMeta, RevisionNote, RevisionBody},
	StatsRows:     {StatsKind, StatsVotes, StatsComments, StatsAnswers, StatsViews, StatsBookmarks, StatsFollowers, StatsArticles, StatsHot, StatsActive, StatsImportedVotes},
	Slugs:         {SlugKind, SlugSlug, SlugTarget, SlugGone},
	Communities:   {CommunitySlug, CommunityName, CommunityKind, CommunityLang, CommunityLogo, CommunityDescription, CommunityDescriptionEn, CommunityHomeURL, CommunityReadURL, CommunityAskURL, CommunityWriteURL, CommunityFeatured, CommunityPosition},
	SiteSettings:  {SiteName, SiteNameEn, SiteTagline, SiteTaglineEn, SiteLogo, SiteAbout, SiteAboutEn, SiteFooter, SiteFooterEn, SiteICP, SitePolice, SiteContact, SiteNavigation},
	Slots:         {SlotSlot, SlotArticle, SlotColumn, SlotCommunity, SlotTitle, SlotTitleEn, SlotText, SlotTextEn, SlotURL, SlotImage, SlotPosition, SlotStarts, SlotEnds, SlotActive},
	SearchQueries: {SearchQueryQuery, SearchQueryNormalized, SearchQueryTotal, SearchQueryCount, SearchQueryLast},

	Devices:                  {DeviceUser, DeviceName, DeviceAgent, DeviceAddress, DeviceSeen},
	Comments:                 {CommentKind, CommentTarget, CommentParent, CommentRoot, CommentAuthor, CommentBody, CommentHTML, CommentState, CommentPublic, CommentMentions, CommentEdited, CommentSourceAuthor, CommentSourceURL},
	CommentEdits:             {CommentEditComment, CommentEditEditor, CommentEditBody},
	Discussions:              {DiscussionKind, DiscussionTarget, DiscussionClosed, DiscussionSlow},
	Votes:                    {VoteUser, VoteKind, VoteTarget, VoteValue},
	BookmarkFolders:          {FolderUser, FolderName, FolderPosition},
	Bookmarks:                {BookmarkUser, BookmarkKind, BookmarkTarget, BookmarkFolder, BookmarkNote, BookmarkTitle},
	Reads:                    {ReadUser, ReadArticle, ReadPosition, ReadFinished},
	Notifications:            {NotificationUser, NotificationKind, NotificationActor, NotificationTargetKind, NotificationTarget, NotificationSubject, NotificationURL, NotificationGroup, NotificationCount, NotificationAt, NotificationCause, NotificationData, NotificationRead},
	NotificationSettingsList: {NotificationSettingsUser, NotificationSettingsChoices, NotificationSettingsDigest, NotificationSettingsDigested},
	Outbox:                   {OutgoingKind, OutgoingKey, OutgoingPayload, OutgoingState, OutgoingAttempts, OutgoingNext, OutgoingError, OutgoingUrgent, OutgoingNode, OutgoingMark},
	MailBlocks:               {MailBlockEmail, MailBlockReason, MailBlockDetail},
	ReputationEvents:         {ReputationEventUser, ReputationEventRule, ReputationEventCause, ReputationEventPoints, ReputationEventApplied, ReputationEventDay, ReputationEventTargetKind, ReputationEventTarget},
	Badges:                   {BadgeSlug, BadgeName, BadgeNameEn, BadgeDescription, BadgeDescriptionEn, BadgeTier, BadgeRule, BadgeActive},
	UserBadges:               {UserBadgeUser, UserBadgeBadge, UserBadgeCause},
	PolicySettings:           {PolicyPreset, PolicyAbilities, PolicyPoints, PolicyLimits, PolicyVerifiedOnly, PolicyReviewFirst, PolicyAgreement, PolicyTerms, PolicyTermsEn, PolicyPrivacy, PolicyPrivacyEn},
	Reports:                  {ReportReporter, ReportKind, ReportTarget, ReportReason, ReportText, ReportState, ReportHandler, ReportDecided, ReportAnswer, ReportAffected},
	Sanctions:                {SanctionUser, SanctionKind, SanctionReason, SanctionModerator, SanctionReport, SanctionUntil, SanctionLifted},
	AuditLog:                 {AuditEntryActor, AuditEntryRole, AuditEntryAction, AuditEntryKind, AuditEntryTarget, AuditEntryAffected, AuditEntryReason, AuditEntryBefore, AuditEntryAfter},
	Appeals:                  {AppealUser, AppealEntry, AppealText, AppealState, AppealHandler, AppealAnswer},
	WordRules:                {WordRuleWord, WordRuleLang, WordRuleAction, WordRuleWhole, WordRuleActive, WordRuleList, WordRuleNote},
	Holds:                    {HoldKind, HoldTarget, HoldAuthor, HoldReasons, HoldMatches, HoldExcerpt, HoldWanted, HoldState, HoldHandler, HoldDecided, HoldNote},
	Submissions:              {SubmissionArticle, SubmissionColumn, SubmissionSubmitter, SubmissionState, SubmissionReviewer, SubmissionMessage, SubmissionAnswer, SubmissionDecider, SubmissionDecided},
	ReviewNotes:              {ReviewNoteArticle, ReviewNoteAuthor, ReviewNoteSubmission, ReviewNoteParent, ReviewNoteQuote, ReviewNoteStart, ReviewNoteBody, ReviewNoteSuggestion, ReviewNoteSuggests, ReviewNoteState},
	ColumnApplications:       {ColumnApplicationApplicant, ColumnApplicationName, ColumnApplicationSlug, ColumnApplicationKind, ColumnApplicationTagline, ColumnApplicationReason, ColumnApplicationState, ColumnApplicationReviewer, ColumnApplicationAnswer, ColumnApplicationColumn},

	Questions:         {QuestionTitle, QuestionSlug, QuestionLang, QuestionStatus, QuestionAuthor, QuestionColumn, QuestionEvent, QuestionTags, QuestionAccepted, QuestionAcceptedAt, QuestionDuplicateOf, QuestionClosed, QuestionClosedAt, QuestionLocked, QuestionProtected, QuestionWiki, QuestionAsked, QuestionEdited, QuestionExcerpt, QuestionSourceSite, QuestionSourceURL, QuestionSourceAuthor, QuestionSourceAuthorURL, QuestionSourceLicence, QuestionOrigin, QuestionOriginHash, QuestionRendered, QuestionFiles, QuestionBody, QuestionHTML},
	Answers:           {AnswerQuestion, AnswerAuthor, AnswerStatus, AnswerWiki, AnswerAnswered, AnswerEdited, AnswerPostedURL, AnswerSourceSite, AnswerSourceURL, AnswerSourceAuthor, AnswerSourceAuthorURL, AnswerSourceLicence, AnswerOrigin, AnswerOriginHash, AnswerRendered, AnswerExcerpt, AnswerFiles, AnswerBody, AnswerHTML},
	PostRevisions:     {PostRevisionKind, PostRevisionTarget, PostRevisionNumber, PostRevisionQuestion, PostRevisionAnswer, PostRevisionEditor, PostRevisionTitle, PostRevisionTags, PostRevisionNote, PostRevisionBody},
	PostEdits:         {PostEditKind, PostEditTarget, PostEditQuestion, PostEditAuthor, PostEditBase, PostEditTitle, PostEditTags, PostEditNote, PostEditState, PostEditReviewer, PostEditReason, PostEditDecided, PostEditBody},
	Bounties:          {BountyQuestion, BountyUser, BountyAmount, BountyMessage, BountyState, BountyEnds, BountyGraceEnds, BountyAnswer, BountyWinner, BountyPaid, BountyDecided},
	CloseVotes:        {CloseVoteQuestion, CloseVoteUser, CloseVoteKind, CloseVoteReason, CloseVoteDuplicateOf, CloseVoteNote, CloseVoteSettled},
	AnswerLinks:       {AnswerLinkQuestion, AnswerLinkUser, AnswerLinkURL, AnswerLinkTitle, AnswerLinkSite, AnswerLinkAuthor, AnswerLinkLicence, AnswerLinkNote},
	AnswerRequests:    {AnswerRequestQuestion, AnswerRequestUser, AnswerRequestBy, AnswerRequestState},
	ExternalQuestions: {ExternalQuestionURL, ExternalQuestionSite, ExternalQuestionTitle, ExternalQuestionAuthor, ExternalQuestionAuthorURL, ExternalQuestionLicence, ExternalQuestionAsked, ExternalQuestionLang, ExternalQuestionTags, ExternalQuestionBody, ExternalQuestionState, ExternalQuestionQuestion, ExternalQuestionAddedBy},
	TagMerges:         {TagMergeMerged, TagMergeSlug, TagMergeName, TagMergeTarget, TagMergeUser, TagMergeState, TagMergeMoved, TagMergeNote},
	QASettingsList:    {QASettingsSeveralAnswers, QASettingsCloseVotes, QASettingsProtectedNeeds, QASettingsBountyMin, QASettingsBountyMax, QASettingsBountyDays, QASettingsBountyGrace, QASettingsBountyScore, QASettingsSerialVotes},

	Groups:             {GroupName, GroupSlug, GroupKind, GroupStatus, GroupReason, GroupHidden, GroupLang, GroupOwner, GroupOrganisers, GroupTags, GroupCity, GroupCountry, GroupZone, GroupWebsite, GroupLinks, GroupSummary, GroupLogo, GroupCover, GroupBody, GroupHTML},
	GroupMembers:       {GroupMemberGroup, GroupMemberUser, GroupMemberRole, GroupMemberQuiet},
	EventSeriesList:    {EventSeriesTitle, EventSeriesSlug, EventSeriesSummary, EventSeriesAuthor, EventSeriesColumn, EventSeriesGroup, EventSeriesCity, EventSeriesZone, EventSeriesRule, EventSeriesOrigin, EventSeriesOriginHash},
	Events:             {EventTitle, EventSlug, EventKind, EventMode, EventStatus, EventLang, EventLangs, EventAuthor, EventColumn, EventGroup, EventSeries, EventTags, EventHost, EventHostURL, EventStarts, EventEnds, EventZone, EventAllDay, EventVenue, EventAddress, EventCity, EventCountry, EventPlace, EventStreamURL, EventRegisterURL, EventRecordingURL, EventSlidesURL, EventRecap, EventNotice, EventAccessNotes, EventConductURL, EventSequence, EventPublished, EventEdited, EventSummary, EventSourceSite, EventSourceURL, EventOrigin, EventOriginHash, EventCover, EventCoverAlt, EventHidden, EventFiles, EventBody, EventHTML},
	Speakers:           {SpeakerName, SpeakerSlug, SpeakerUser, SpeakerTitle, SpeakerCompany, SpeakerBio, SpeakerLinks, SpeakerOrigin, SpeakerOriginHash, SpeakerAvatar},
	EventSessions:      {EventSessionEvent, EventSessionTitle, EventSessionKind, EventSessionTrack, EventSessionRoom, EventSessionStarts, EventSessionEnds, EventSessionSpeakers, EventSessionLang, EventSessionSlidesURL, EventSessionVideoURL, EventSessionAbstract, EventSessionHTML, EventSessionOrigin, EventSessionOriginHash, EventSessionHidden, EventSessionProposal},
	EventRegistrations: {EventRegistrationEvent, EventRegistrationOpens, EventRegistrationCloses, EventRegistrationGuests, EventRegistrationParty, EventRegistrationWaitlist, EventRegistrationPromote, EventRegistrationOfferHours, EventRegistrationKeepDays, EventRegistrationJoinURL, EventRegistrationMessage, EventRegistrationKey},
	EventTickets:       {EventTicketEvent, EventTicketName, EventTicketAbout, EventTicketMode, EventTicketCapacity, EventTicketApproval, EventTicketCode, EventTicketOpens, EventTicketCloses, EventTicketPosition, EventTicketTaken, EventTicketWaiting},
	EventQuestions:     {EventQuestionEvent, EventQuestionLabel, EventQuestionHelp, EventQuestionKind, EventQuestionOptions, EventQuestionRequired, EventQuestionOnlyIf, EventQuestionOnlyIfValue, EventQuestionPosition, EventQuestionPoints},
	EventStaffList:     {EventStaffEvent, EventStaffUser, EventStaffRole},
	Registrations:      {RegistrationEvent, RegistrationTicket, RegistrationUser, RegistrationParty, RegistrationName, RegistrationEmail, RegistrationLang, RegistrationZone, RegistrationState, RegistrationPlace, RegistrationPriority, RegistrationOfferedUntil, RegistrationAnswers, RegistrationCode, RegistrationSecret, RegistrationSource, RegistrationConfirmed, RegistrationCancelled, RegistrationArrived, RegistrationErased, RegistrationFiles, RegistrationPoints},
	CalendarLinks:      {CalendarLinkUser, CalendarLinkHash},
	CheckIns:           {CheckInEvent, CheckInRegistration, CheckInUser, CheckInNonce, CheckInAt, CheckInUndone, CheckInUndoneBy},

	Contests:          {ContestEvent, ContestKind, ContestRules, ContestHTML, ContestTeamMin, ContestTeamMax, ContestTeamsUntil, ContestEntriesDue, ContestJudgingUntil, ContestLeaderboard, ContestRevealAt, ContestRevealed, ContestEntriesPublic, ContestNormalise, ContestSameCompany, ContestCriteria},
	Teams:             {TeamEvent, TeamName, TeamAbout, TeamLeader, TeamCode, TeamSize},
	TeamMembers:       {TeamMemberEvent, TeamMemberTeam, TeamMemberUser},
	Entries:           {EntryEvent, EntryTeam, EntryTitle, EntryRepoURL, EntryVideoURL, EntryFiles, EntryHidden, EntryVersion, EntrySubmitted, EntryUser, EntryBody, EntryHTML},
	EntryVersions:     {EntryRevisionEvent, EntryRevisionEntry, EntryRevisionNumber, EntryRevisionTitle, EntryRevisionRepoURL, EntryRevisionVideoURL, EntryRevisionFiles, EntryRevisionUser, EntryRevisionBody},
	ContestJudges:     {ContestJudgeEvent, ContestJudgeUser},
	ContestConflicts:  {ContestConflictEvent, ContestConflictJudge, ContestConflictTeam, ContestConflictReason},
	Scores:            {ScoreEvent, ScoreEntry, ScoreJudge, ScoreValues, ScoreNotes, ScoreNote},
	RaceResults:       {RaceResultEvent, RaceResultNumber, RaceResultName, RaceResultTeamName, RaceResultClass, RaceResultUser, RaceResultAttempts, RaceResultDisqualified, RaceResultNote, RaceResultBest, RaceResultStatus},
	Awards:            {AwardEvent, AwardTeam, AwardUser, AwardRank, AwardTitle, AwardTitleEn, AwardNote},
	EventCalls:        {EventCallEvent, EventCallOpens, EventCallCloses, EventCallFreeze, EventCallAbout, EventCallHTML, EventCallKinds, EventCallAnonymous, EventCallCriteria, EventCallScoreMin, EventCallScoreMax, EventCallCodes, EventCallAcceptText, EventCallWaitlistText, EventCallRejectText},
	Proposals:         {ProposalEvent, ProposalAuthor, ProposalTitle, ProposalKind, ProposalLang, ProposalAbstract, ProposalHTML, ProposalNotes, ProposalSpeakers, ProposalPeople, ProposalState, ProposalCode},
	ProposalReviews:   {ProposalReviewEvent, ProposalReviewProposal, ProposalReviewReviewer, ProposalReviewScores, ProposalReviewScore, ProposalReviewNote},
	ProposalDecisions: {ProposalDecisionEvent, ProposalDecisionProposal, ProposalDecisionOutcome, ProposalDecisionMessage, ProposalDecisionSent, ProposalDecisionBy},

	EventAfterwardsList: {EventAfterwardsEvent, EventAfterwardsCertificates, EventAfterwardsHours, EventAfterwardsIssuer, EventAfterwardsSurvey, EventAfterwardsSurveyAbout, EventAfterwardsSurveyUntil, EventAfterwardsSendHours, EventAfterwardsCameText, EventAfterwardsMissedText, EventAfterwardsSent},
	SurveyQuestions:     {SurveyQuestionEvent, SurveyQuestionLabel, SurveyQuestionHelp, SurveyQuestionKind, SurveyQuestionOptions, SurveyQuestionRequired, SurveyQuestionPosition},
	SurveyResponses:     {SurveyResponseEvent, SurveyResponseTicket, SurveyResponseAnswers},
	SurveyTurns:         {SurveyTurnEvent, SurveyTurnRegistration},
	Certificates:        {CertificateEvent, CertificateRegistration, CertificateUser, CertificateName, CertificateCode, CertificateHours, CertificateIssuer, CertificateRevoked},
}
