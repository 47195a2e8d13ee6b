-- Pour tout le monde, trouvé ou non : un nouveau droit prend la suite, sans un jour d'interruption.
-- Le jour est celui de la décision si elle est connue, sinon le premier jour du nouveau droit, ou le jour où la caisse l'a su s'il est à venir.
WITH
droits AS (
    SELECT assure, debut, fin, least(debut, coalesce(connu_le, :au), :au) AS acquis_le
    FROM complementaire
    WHERE type IN ('c2s_gratuite', 'c2s_participation') AND least(debut, coalesce(connu_le, :au)) <= :au
),
suites AS (
    SELECT p.assure, p.fin, min(n.debut) AS debut, min(n.acquis_le) AS acquis_le
    FROM droits AS p
    JOIN droits AS n ON n.assure = p.assure
    WHERE n.debut <= jours_apres(p.fin, 1) AND (n.fin IS NULL OR n.fin > p.fin)
    GROUP BY p.assure, p.fin
)
SELECT s.assure, CAST(s.fin AS VARCHAR) AS objet, coalesce(min(d.decidee_le), min(s.acquis_le)) AS obtenu_le
FROM suites AS s
LEFT JOIN demande_c2s_du_foyer AS d
    ON d.assure = s.assure
    AND d.resultat IN ('accordee', 'c2s_gratuite', 'c2s_participation')
    AND d.deposee_le >= mois_avant(s.fin, parametre('c2s.renouvellement_mois_au_plus_tot'))
    AND d.decidee_le <= s.debut
GROUP BY s.assure, s.fin
