-- titre : Couvertures complémentaires ouvertes ou à venir au jour jugé
-- description : Une ligne par couverture dont le dernier jour n'est pas passé, même si elle commence plus tard : qui en a une n'est pas sans complémentaire.
-- description : Celle qui commence plus tard n'y est que si la caisse le savait le jour jugé.
-- description : L'attestation d'ACS n'y est pas : elle aide à payer une complémentaire, elle n'en est pas une. Un contrat de sortie de la CMU-C couvre.
-- colonne assure : la personne
-- colonne type : nature de la couverture
-- colonne debut : premier jour
-- colonne fin : dernier jour ; vide si sans terme connu
-- colonne connu_le : jour où la caisse l'a su ; vide si ce jour n'est pas connu
-- colonne acquise_le : premier jour, ou jour où la caisse l'a su s'il est plus tôt, et jamais après le jour jugé ; vide si le premier jour n'est pas connu
SELECT
    assure,
    type,
    debut,
    fin,
    connu_le,
    CASE WHEN debut IS NOT NULL THEN least(debut, coalesce(connu_le, :au), :au) END AS acquise_le
FROM complementaire
WHERE type <> 'acs'
    AND (fin IS NULL OR fin >= :au)
    AND least(coalesce(debut, :au), coalesce(connu_le, :au)) <= :au
