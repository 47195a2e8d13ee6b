-- Pour tout le monde, trouvé ou non : qui est au service sophia, et depuis quand.
-- Une adhésion à venir est acquise le jour où la caisse le sait.
SELECT assure, '' AS objet, min(least(debut, coalesce(connu_le, :au), :au)) AS obtenu_le
FROM adhesion
WHERE service = 'sophia'
    AND NOT coalesce(refus, FALSE)
    AND least(debut, coalesce(connu_le, :au)) <= :au
    AND (fin IS NULL OR fin >= :au)
GROUP BY assure
